"""What only the classification lesson needs: charts, challenges, prose."""
