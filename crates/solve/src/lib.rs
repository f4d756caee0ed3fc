//! The analyses, one idea one file.
