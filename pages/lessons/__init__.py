"""One folder a lesson: what only its page needs."""
