"""What only the debugging lesson needs: charts, challenges, prose."""
