"""What only the backpropagation lesson needs: charts, challenges, prose."""
