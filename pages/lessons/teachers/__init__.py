"""What only the page for teachers needs: plans, worksheets, prose."""
