"""What only the lesson on convolution needs: charts, challenges, prose."""
