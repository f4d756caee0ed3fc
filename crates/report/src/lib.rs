//! Answers to text, SVG and HTML.
