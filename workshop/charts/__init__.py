"""From outcomes to pictures and words: view data for Chart.js, Bokeh figures, sentences and tables."""
