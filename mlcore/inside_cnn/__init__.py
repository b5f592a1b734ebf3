"""Inside a trained CNN: channels and pooling, occlusion, moved digits, and pixels that fool it."""
