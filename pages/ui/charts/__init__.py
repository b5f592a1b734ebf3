"""What charts of several lessons share: theme, plane, curves, images, and how numbers go into a spec."""
