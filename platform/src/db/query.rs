//! A statement with its values, on either engine.

use std::fmt::Write as _;

use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Encode, FromRow, Postgres, SqlSafeStr, SqlStr, Sqlite, Type};

use super::{DbError, Result};

/// A value both engines can store.
pub trait Bind<'t>: Encode<'t, Sqlite> + Type<Sqlite> + Encode<'t, Postgres> + Type<Postgres> {}
impl<'t, T: Encode<'t, Sqlite> + Type<Sqlite> + Encode<'t, Postgres> + Type<Postgres>> Bind<'t> for T {}

/// A row both engines can return; `#[derive(sqlx::FromRow)]` is enough.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Row for T {}

/// The text of a statement. Only program text gets in: a literal, or rows of placeholders around literals.
#[derive(Clone, Debug)]
pub enum Sql {
    /// One text for both engines.
    Same(&'static str),
    /// Two texts, where the engines must differ. Say why beside it.
    Differs {
        /// What SQLite runs.
        sqlite: &'static str,
        /// What PostgreSQL runs.
        postgres: &'static str,
    },
    /// Literals around rows of placeholders.
    Rows {
        /// What stands before the rows.
        before: &'static str,
        /// How many.
        rows: usize,
        /// Placeholders in each.
        columns: usize,
        /// What stands after them.
        after: &'static str,
    },
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self::Same(text)
    }
}

impl Sql {
    /// Rows of placeholders between two literals: `before ($1,$2),($3,$4)… after`.
    pub fn rows(before: &'static str, rows: usize, columns: usize, after: &'static str) -> Self {
        Self::Rows { before, rows, columns, after }
    }

    /// What SQLite runs.
    pub(super) fn for_sqlite(self) -> SqlStr {
        match self {
            Self::Same(text) | Self::Differs { sqlite: text, .. } => text.into_sql_str(),
            // Without numbers: SQLite takes a numbered placeholder for a named one and looks names up one by one,
            // which is most of the time of a long statement.
            Self::Rows { before, rows, columns, after } => render(before, rows, columns, after, |text, _| text.push('?')),
        }
    }

    /// What PostgreSQL runs.
    pub(super) fn for_postgres(self) -> SqlStr {
        match self {
            Self::Same(text) | Self::Differs { postgres: text, .. } => text.into_sql_str(),
            Self::Rows { before, rows, columns, after } => render(before, rows, columns, after, |text, number| {
                // Writing into a String cannot fail.
                let _ = write!(text, "${number}");
            }),
        }
    }
}

fn render(before: &str, rows: usize, columns: usize, after: &str, placeholder: impl Fn(&mut String, usize)) -> SqlStr {
    let mut text = String::with_capacity(before.len() + after.len() + rows * columns * 6);
    text.push_str(before);
    for row in 0..rows {
        text.push_str(if row == 0 { " (" } else { ",(" });
        for column in 0..columns {
            if column > 0 {
                text.push(',');
            }
            placeholder(&mut text, row * columns + column + 1);
        }
        text.push(')');
    }
    text.push_str(after);
    AssertSqlSafe(text).into_sql_str()
}

/// Cuts a batch into portions of few different lengths, so that a handful of statements serves batches of any length:
/// each length is a statement of its own, which is parsed and kept. Up to 8 rows are one portion.
pub fn portions<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let length = [256, 128, 64, 32, 16, 8].into_iter().find(|length| *length <= rows.len()).unwrap_or(rows.len());
        let (portion, rest) = rows.split_at(length);
        rows = rest;
        (!portion.is_empty()).then_some(portion)
    })
}

/// A statement under construction: [`bind`](Query::bind) its values, then run it.
#[must_use]
pub struct Query<'c> {
    kind: Kind<'c>,
    failed: &'c mut bool,
}

enum Kind<'c> {
    Sqlite(&'c mut SqliteConnection, sqlx::query::Query<'static, Sqlite, SqliteArguments>),
    Postgres(&'c mut PgConnection, sqlx::query::Query<'static, Postgres, PgArguments>),
}

impl<'c> Query<'c> {
    pub(super) fn sqlite(conn: &'c mut SqliteConnection, sql: Sql, failed: &'c mut bool) -> Self {
        Self { kind: Kind::Sqlite(conn, sqlx::query(sql.for_sqlite())), failed }
    }

    pub(super) fn postgres(conn: &'c mut PgConnection, sql: Sql, failed: &'c mut bool) -> Self {
        Self { kind: Kind::Postgres(conn, sqlx::query(sql.for_postgres())), failed }
    }

    /// Gives the next placeholder its value.
    pub fn bind<'t>(self, value: impl Bind<'t>) -> Self {
        let kind = match self.kind {
            Kind::Sqlite(conn, query) => Kind::Sqlite(conn, query.bind(value)),
            Kind::Postgres(conn, query) => Kind::Postgres(conn, query.bind(value)),
        };
        Self { kind, failed: self.failed }
    }

    /// Runs it; returns how many rows it touched.
    pub async fn execute(self) -> Result<u64> {
        let (kind, under_way) = self.start()?;
        let rows = match kind {
            Kind::Sqlite(conn, query) => query.execute(conn).await?.rows_affected(),
            Kind::Postgres(conn, query) => query.execute(conn).await?.rows_affected(),
        };
        under_way.done();
        Ok(rows)
    }

    /// The first row; an error when there is none.
    pub async fn fetch_one<T: Row>(self) -> Result<T> {
        Ok(self.fetch_optional().await?.ok_or(sqlx::Error::RowNotFound)?)
    }

    /// The first row, if there is one.
    pub async fn fetch_optional<T: Row>(self) -> Result<Option<T>> {
        let (kind, under_way) = self.start()?;
        let row = match kind {
            Kind::Sqlite(conn, query) => query.try_map(|row| T::from_row(&row)).fetch_optional(conn).await?,
            Kind::Postgres(conn, query) => query.try_map(|row| T::from_row(&row)).fetch_optional(conn).await?,
        };
        under_way.done();
        Ok(row)
    }

    /// Every row.
    pub async fn fetch_all<T: Row>(self) -> Result<Vec<T>> {
        let (kind, under_way) = self.start()?;
        let rows = match kind {
            Kind::Sqlite(conn, query) => query.try_map(|row| T::from_row(&row)).fetch_all(conn).await?,
            Kind::Postgres(conn, query) => query.try_map(|row| T::from_row(&row)).fetch_all(conn).await?,
        };
        under_way.done();
        Ok(rows)
    }

    /// From here until `done` the write counts as failed: a caller that gives up half-way must not commit.
    fn start(self) -> Result<(Kind<'c>, UnderWay<'c>)> {
        if std::mem::replace(self.failed, true) {
            return Err(DbError::Failed);
        }
        Ok((self.kind, UnderWay(self.failed)))
    }
}

struct UnderWay<'c>(&'c mut bool);

impl UnderWay<'_> {
    fn done(self) {
        *self.0 = false;
    }
}
