"""What only the regression lesson needs: charts, challenges, prose."""
