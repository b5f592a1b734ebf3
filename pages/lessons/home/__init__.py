"""What only the front page needs: charts, challenges, prose."""
