"""What only the neuron lesson needs: charts, challenges, prose."""
