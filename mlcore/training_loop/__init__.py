"""The training loop: what each of its lines is for."""
