//! A full disk and a COMMIT that fails, provoked for real.

use super::*;

/// Everybody in `writers` got an error, nothing of theirs is there, and the lane works again.
async fn all_failed_and_the_lane_goes_on(ward: &Ward, writers: Vec<JoinHandle<Result<()>>>, kept: &[&str]) {
    for writer in writers {
        assert!(writer.await.unwrap().is_err(), "a writer of a failed batch was told that all is well");
    }
    assert_eq!(ward.notes().await, kept);
    write(&ward.db, "zz after").await.unwrap();
    let mut now = kept.to_vec();
    now.push("zz after");
    assert_eq!(ward.notes().await, now);
}

#[tokio::test]
async fn a_failed_commit_fails_everybody_in_the_batch_and_nobody_else() {
    let ward = Ward::with_patient_lane().await;
    write(&ward.db, "before").await.unwrap();
    ward.run("CREATE TABLE orphan (word TEXT REFERENCES note (word) DEFERRABLE INITIALLY DEFERRED)").await;
    let mut first = ward.db.write().await.unwrap();
    note(&mut first, "first").await.unwrap();
    let second = ward.line_up("second").await;
    let db = ward.db.clone();
    // The statement is fine; the foreign key is checked at COMMIT, and COMMIT is refused.
    let orphan = tokio::spawn(async move {
        let mut tx = db.write().await?;
        tx.query("INSERT INTO orphan (word) VALUES ('nobody')").execute().await?;
        tx.commit().await
    });
    ward.until_in_line(2).await;
    let first = tokio::spawn(first.commit());
    all_failed_and_the_lane_goes_on(&ward, vec![first, second, orphan], &["before"]).await;
}

#[tokio::test]
async fn a_full_disk_fails_everybody_in_the_batch_and_sends_work_again_when_there_is_room() {
    let ward = Ward::with_patient_lane().await;
    write(&ward.db, "before").await.unwrap();
    let mut first = ward.db.write().await.unwrap();
    // No page more than now: the next growth is SQLITE_FULL, and SQLite rolls back the whole transaction by itself.
    let pages: (i64,) = first.query("PRAGMA max_page_count = 1").fetch_one().await.unwrap();
    assert!(pages.0 > 1);
    note(&mut first, "first").await.unwrap();
    let second = ward.line_up("second").await;
    let db = ward.db.clone();
    let too_much = tokio::spawn(async move {
        let mut tx = db.write().await?;
        note(&mut tx, &"x".repeat(200_000)).await?;
        tx.commit().await
    });
    ward.until_in_line(2).await;
    let first = tokio::spawn(first.commit());
    let full = vec![first, second, too_much];
    for writer in full {
        let failed = writer.await.unwrap().unwrap_err();
        assert!(failed.is_outage(), "{failed:?}");
    }
    assert_eq!(ward.notes().await, ["before"], "reads go on");
    let mut tx = ward.db.write().await.unwrap();
    let _pages: (i64,) = tx.query("PRAGMA max_page_count = 1000000").fetch_one().await.unwrap();
    tx.commit().await.unwrap();
    all_failed_and_the_lane_goes_on(&ward, Vec::new(), &["before"]).await;
}

#[tokio::test]
async fn after_a_full_disk_the_rest_of_that_write_is_not_written_outside_a_transaction() {
    let ward = Ward::sqlite().await;
    let mut tx = ward.db.write().await.unwrap();
    let _pages: (i64,) = tx.query("PRAGMA max_page_count = 1").fetch_one().await.unwrap();
    assert!(note(&mut tx, &"x".repeat(200_000)).await.is_err());
    // A caller that shrugs at the error and goes on.
    assert!(matches!(note(&mut tx, "stray").await, Err(DbError::Failed)));
    assert!(matches!(tx.commit().await, Err(DbError::Failed)));
    let mut tx = ward.db.write().await.unwrap();
    let _pages: (i64,) = tx.query("PRAGMA max_page_count = 1000000").fetch_one().await.unwrap();
    tx.commit().await.unwrap();
    all_failed_and_the_lane_goes_on(&ward, Vec::new(), &[]).await;
}

#[tokio::test]
async fn a_database_that_another_program_holds_fails_one_writer_and_not_the_next() {
    use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
    let ward = Ward::sqlite().await;
    // The lane waits five seconds for the other program.
    let url: SqliteConnectOptions = ward.test.options.url.parse().unwrap();
    let mut other = url.connect().await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    assert!(ward.db.write().await.is_err());
    sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    write(&ward.db, "after").await.unwrap();
}
