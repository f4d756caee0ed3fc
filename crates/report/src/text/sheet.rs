//! A table whose columns are laid out in as many blocks as the width asks for.

use super::Style;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};

/// A row: its label, and one cell for each column; no cells: a heading; no label either: a gap.
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) cells: Vec<String>,
}

/// A table of labelled rows.
#[derive(Default)]
pub(crate) struct Sheet {
    rows: Vec<Row>,
    align: Option<CellAlignment>,
    /// How wide a cell may be; longer texts are wrapped.
    cell: u16,
}

impl Sheet {
    pub(crate) fn new(cell: u16) -> Self {
        Self { rows: Vec::new(), align: None, cell }
    }

    pub(crate) fn right(cell: u16) -> Self {
        Self { align: Some(CellAlignment::Right), ..Self::new(cell) }
    }

    pub(crate) fn row(&mut self, label: impl Into<String>, cells: Vec<String>) {
        self.rows.push(Row { label: label.into(), cells });
    }

    pub(crate) fn gap(&mut self) {
        self.row("", Vec::new());
    }

    /// Draws the first columns, in at most `blocks` blocks; and how many columns were drawn.
    pub(crate) fn draw(&self, style: Style, blocks: usize) -> (String, usize) {
        let widest = |texts: &mut dyn Iterator<Item = &str>| {
            let mut table = Table::new();
            table.load_style(presets::NOTHING);
            for text in texts {
                table.add_row([text]);
            }
            table.column_max_content_widths().first().copied().unwrap_or(0)
        };
        let columns = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let label = widest(&mut self.rows.iter().map(|row| row.label.as_str())).min(style.width() / 2);
        let width = |column: usize| {
            let cells = || self.rows.iter().filter_map(|row| row.cells.get(column)).map(String::as_str);
            let whole = widest(&mut cells());
            if whole <= self.cell {
                return whole.max(1);
            }
            // wrapped: two lines for the longest, if its words let it
            widest(&mut cells().flat_map(str::split_whitespace)).max(whole / 2 + 1).clamp(1, self.cell)
        };
        let widths: Vec<u16> = (0..columns).map(width).collect();
        let (mut text, mut next) = (String::new(), 0);
        for block in 0..blocks {
            let (start, mut used) = (next, label);
            while next < columns && (next == start || used + 2 + widths[next] <= style.width()) {
                used += 2 + widths[next];
                next += 1;
            }
            if start == next {
                break;
            }
            if block > 0 {
                text.push('\n');
            }
            text += &self.block(style, label, &widths, start..next);
        }
        (text, next)
    }

    fn block(&self, style: Style, label: u16, widths: &[u16], columns: std::ops::Range<usize>) -> String {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(style.width());
        for row in &self.rows {
            let mut cells = vec![Cell::new(hanging(style, &row.label, label))];
            cells.extend(columns.clone().map(|column| {
                let text = row.cells.get(column).map_or("", String::as_str);
                let cell = Cell::new(style.text(text));
                match self.align {
                    Some(align) => cell.set_alignment(align),
                    None => cell,
                }
            }));
            table.add_row(cells);
        }
        let fixed = |width: u16| ColumnConstraint::Absolute(Width::Fixed(width));
        table.column_iter_mut().enumerate().for_each(|(index, column)| {
            column.set_padding((if index == 0 { 0 } else { 2 }, 0));
            column.set_constraint(fixed(if index == 0 { label } else { widths[columns.start + index - 1] + 2 }));
        });
        table.trim_fmt() + "\n"
    }
}

/// A label wrapped so that its further lines are indented two places more than its first.
fn hanging(style: Style, label: &str, width: u16) -> String {
    let text = label.trim_start();
    let indent = label.len() - text.len();
    let text = style.text(text);
    let mut table = Table::new();
    let room = width.saturating_sub(u16::try_from(indent + 2).unwrap_or(0)).max(4);
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width.max(4)).add_row([&text]);
    if table.column_max_content_widths()[0] + u16::try_from(indent).unwrap_or(0) <= width || room >= width {
        return " ".repeat(indent) + &text;
    }
    table.set_width(room);
    table.column_iter_mut().for_each(|column| {
        column.set_padding((0, 0));
    });
    let lines: Vec<String> = table.trim_fmt().lines().map(|line| line.trim_end().to_owned()).collect();
    let join = "\n".to_owned() + &" ".repeat(indent + 2);
    " ".repeat(indent) + &lines.join(&join)
}
