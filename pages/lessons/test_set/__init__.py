"""What only the lesson on training, validation and test set needs: charts, challenges, prose."""
