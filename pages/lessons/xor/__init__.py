"""What only the XOR lesson needs: charts, challenges, prose."""
