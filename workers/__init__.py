"""Worker processes: they run ``mlcore`` beside the app, which itself never imports torch."""
