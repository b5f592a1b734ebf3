"""What only the lesson on logic gates needs: charts, challenges, prose."""
