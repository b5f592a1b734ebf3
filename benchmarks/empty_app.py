"""The smallest Streamlit app to compare with: one slider and one chart."""

import altair as alt
import streamlit as st

st.title("Empty")
value = st.slider("Value", 0.0, 10.0, 5.0, 0.5)
rows = alt.InlineData([{"x": x, "y": value * x} for x in range(10)])
st.altair_chart(alt.Chart(rows).mark_line().encode(x="x:Q", y="y:Q"))
