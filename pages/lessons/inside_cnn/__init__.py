"""Charts, challenges and prose of the lesson on the inside of a CNN."""
