//! The facade that users of the library import.
