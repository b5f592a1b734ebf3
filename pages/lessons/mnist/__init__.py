"""What only the digits lesson needs: charts, challenges, prose."""
