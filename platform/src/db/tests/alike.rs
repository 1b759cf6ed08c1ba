//! What both engines promise alike.

use super::*;

#[tokio::test]
async fn a_write_is_seen_by_others_after_its_commit_and_not_before() {
    for ward in Ward::on_both_engines().await {
        let mut tx = ward.db.write().await.unwrap();
        note(&mut tx, "word").await.unwrap();
        assert_eq!(ward.notes().await, [""; 0], "{}", ward.db.engine());
        tx.commit().await.unwrap();
        assert_eq!(ward.notes().await, ["word"], "{}", ward.db.engine());
    }
}

#[tokio::test]
async fn a_write_that_is_dropped_never_happened() {
    for ward in Ward::on_both_engines().await {
        let mut tx = ward.db.write().await.unwrap();
        note(&mut tx, "word").await.unwrap();
        drop(tx);
        write(&ward.db, "other").await.unwrap();
        assert_eq!(ward.notes().await, ["other"], "{}", ward.db.engine());
    }
}

#[tokio::test]
async fn a_write_with_a_failed_statement_takes_no_more_and_cannot_be_committed() {
    for ward in Ward::on_both_engines().await {
        write(&ward.db, "taken").await.unwrap();
        let mut tx = ward.db.write().await.unwrap();
        note(&mut tx, "new").await.unwrap();
        assert!(note(&mut tx, "taken").await.unwrap_err().is_unique_violation());
        assert!(matches!(note(&mut tx, "newer").await, Err(DbError::Failed)));
        assert!(matches!(tx.commit().await, Err(DbError::Failed)), "{}", ward.db.engine());
        assert_eq!(ward.notes().await, ["taken"], "{}", ward.db.engine());
    }
}

#[tokio::test]
async fn a_write_with_a_statement_given_up_half_way_cannot_be_committed() {
    for ward in Ward::on_both_engines().await {
        let mut tx = ward.db.write().await.unwrap();
        drop(tokio::time::timeout(Duration::ZERO, note(&mut tx, "word")).await);
        // Either it was too quick to be given up, or the write is lost as a whole.
        let kept = tx.commit().await.is_ok();
        assert_eq!(ward.notes().await.len(), usize::from(kept), "{}", ward.db.engine());
    }
}

#[tokio::test]
async fn an_absent_row_is_no_failed_statement() {
    for ward in Ward::on_both_engines().await {
        let mut tx = ward.db.write().await.unwrap();
        assert!(tx.query("SELECT word FROM note").fetch_one::<(String,)>().await.is_err());
        note(&mut tx, "word").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ward.notes().await, ["word"], "{}", ward.db.engine());
    }
}

#[tokio::test]
async fn reads_and_snapshots_cannot_write() {
    for ward in Ward::on_both_engines().await {
        let mut read = ward.db.read().await.unwrap();
        assert!(note(&mut read, "word").await.is_err(), "{}", ward.db.engine());
        let mut snapshot = ward.db.snapshot().await.unwrap();
        assert!(note(&mut snapshot, "word").await.is_err(), "{}", ward.db.engine());
        assert_eq!(ward.notes().await, [""; 0]);
    }
}

#[tokio::test]
async fn a_snapshot_stays_at_its_moment() {
    for ward in Ward::on_both_engines().await {
        const COUNT: &str = "SELECT count(*) FROM note";
        let mut snapshot = ward.db.snapshot().await.unwrap();
        let before: (i64,) = snapshot.query(COUNT).fetch_one().await.unwrap();
        write(&ward.db, "word").await.unwrap();
        let still: (i64,) = snapshot.query(COUNT).fetch_one().await.unwrap();
        assert_eq!((before.0, still.0), (0, 0), "{}", ward.db.engine());
        assert_eq!(ward.notes().await, ["word"]);
    }
}

#[tokio::test]
async fn a_closed_database_takes_no_write() {
    for ward in Ward::on_both_engines().await {
        ward.db.close().await;
        assert!(ward.db.write().await.is_err(), "{}", ward.db.engine());
        assert!(ward.db.read().await.is_err(), "{}", ward.db.engine());
    }
}

#[tokio::test]
async fn whoever_goes_while_a_write_or_a_snapshot_begins_leaves_nothing_begun() {
    for ward in Ward::on_both_engines().await {
        for polls in 1..12 {
            for _ in 0..4 {
                given_up_after(polls, ward.db.write()).await;
                given_up_after(polls, ward.db.snapshot()).await;
            }
            // Whoever comes next reads outside of any transaction, and then begins one.
            let mut readers = Vec::new();
            for _ in 0..4 {
                let mut tx = ward.db.read().await.unwrap();
                tx.query("SELECT 1").execute().await.unwrap();
                readers.push(tx);
            }
            drop(readers);
            for _ in 0..4 {
                let mut tx = ward.db.snapshot().await.unwrap();
                tx.query("SELECT 1").execute().await.unwrap_or_else(|error| panic!("{} after {polls} polls: {error}", ward.db.engine()));
            }
            write(&ward.db, &format!("after {polls:02} polls")).await.unwrap();
        }
        assert_eq!(ward.notes().await.len(), 11);
    }
}

/// Somebody asks, waits for a moment, and goes.
async fn given_up_after(polls: usize, asked: impl Future<Output = Result<Tx>>) {
    let mut asked = Box::pin(asked);
    for _ in 0..polls {
        let ready = std::future::poll_fn(|context| std::task::Poll::Ready(asked.as_mut().poll(context).is_ready())).await;
        if ready {
            return;
        }
        tokio::task::yield_now().await;
    }
}
