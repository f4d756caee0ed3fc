//! A CSV file being written.

use std::io;

/// The writer of the `csv` crate, whose errors of the output stay what they are: wrapped in the crate's own error, a pipe that is
/// closed by its reader could not be told from a fault.
pub(crate) struct Sheet<W: io::Write>(csv::Writer<W>);

impl<W: io::Write> Sheet<W> {
    pub(crate) fn from_writer(out: W) -> Self {
        Self(csv::Writer::from_writer(out))
    }

    /// Writes a field of the current line.
    pub(crate) fn write_field(&mut self, field: impl AsRef<[u8]>) -> io::Result<()> {
        self.0.write_field(field).map_err(plain)
    }

    /// Ends the current line with these further fields.
    pub(crate) fn write_record<F: AsRef<[u8]>>(&mut self, fields: impl IntoIterator<Item = F>) -> io::Result<()> {
        self.0.write_record(fields).map_err(plain)
    }

    /// Writes what is left.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn plain(error: csv::Error) -> io::Error {
    if !error.is_io_error() {
        return io::Error::other(error);
    }
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::Sheet;
    use std::io;

    struct Closed;

    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_told_as_one() {
        let mut sheet = Sheet::from_writer(Closed);
        let long = "x".repeat(1 << 16);
        let error = sheet.write_record([&long]).and_then(|()| sheet.flush()).expect_err("the pipe is closed");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
