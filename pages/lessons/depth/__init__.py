"""Charts, challenges and prose of the lesson on depth."""
