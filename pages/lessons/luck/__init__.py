"""What only the lesson on luck needs: charts, challenges, prose."""
