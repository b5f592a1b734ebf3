"""What only the summary needs: its prose."""
