"""What only the downhill lesson needs: charts, challenges, prose."""
