"""What several lessons share: settings, training, statistics, the plane."""
