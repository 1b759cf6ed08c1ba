//! A row as it lies there: what each column is called, and what is in it.

use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::{Column, ColumnIndex, Decode, Error, FromRow, Row, Type, TypeInfo, ValueRef};
use uuid::Uuid;

/// The columns of a row by name: ids as text, moments as milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Fields(pub Map<String, Value>);

impl<'r, R> FromRow<'r, R> for Fields
where
    R: Row,
    usize: ColumnIndex<R>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    f64: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    Uuid: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, Error> {
        let mut fields = Map::new();
        for column in row.columns() {
            let (at, raw) = (column.ordinal(), row.try_get_raw(column.ordinal())?);
            // SQLite keeps a BOOLEAN as a number, of which only the column knows, and a UUID as bytes; there are no other bytes.
            let (declared, stored) = (column.type_info().name(), raw.type_info());
            let value = match (declared, stored.name()) {
                _ if raw.is_null() => Value::Null,
                ("BOOLEAN", _) | (_, "BOOL") => row.try_get::<bool, _>(at)?.into(),
                (_, "INTEGER" | "INT8") => row.try_get::<i64, _>(at)?.into(),
                (_, "REAL" | "FLOAT8") => row.try_get::<f64, _>(at)?.into(),
                (_, "TEXT") => row.try_get::<String, _>(at)?.into(),
                (_, "BLOB" | "UUID") => row.try_get::<Uuid, _>(at)?.to_string().into(),
                (_, other) => {
                    return Err(Error::ColumnDecode { index: column.name().into(), source: format!("{other} is no type of ours").into() });
                }
            };
            fields.insert(column.name().to_owned(), value);
        }
        Ok(Self(fields))
    }
}
