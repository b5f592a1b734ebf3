"""What only the front page needs: charts, the short way, the year of the timeline, prose."""
