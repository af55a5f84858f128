"""From outcomes to what is drawn: view data for Chart.js, Bokeh figures, sentences and tables."""
