"""Charts, challenges and prose of the digits lesson."""
