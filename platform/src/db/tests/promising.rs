//! What a database promises: refused when it is less than what people are told, and nobody waits for ever.

use sqlx::Connection;

use super::super::{Db, DbError, Durability, Options};
use super::{Ward, note};
use crate::testing::{Cluster, TestDb};

#[tokio::test]
async fn a_postgresql_that_flushes_nothing_is_refused_in_a_plain_sentence() {
    let lax = TestDb::postgres().await;
    let options = Options { durability: Durability::OnDisk, ..lax.options.clone() };
    for refused in [Db::open(&options).await.map(drop), Db::migrate(&options).await] {
        let refused = refused.expect_err("a power cut would take what was acknowledged");
        assert!(matches!(refused, DbError::PromisesLess(_)), "{refused:?}");
        let words = refused.to_string();
        assert!(words.contains("fsync is off (it must be on), full_page_writes is off (it must be on)"), "{words}");
        assert!(!words.contains("synchronous_commit"), "that is for us to ask, and was: {words}");
    }
}

#[tokio::test]
async fn every_connection_asks_a_durable_postgresql_for_the_disk_and_for_an_end_to_waiting() {
    let cluster = Cluster::start(true).await.unwrap();
    // What an administrator in a hurry may have left behind.
    let mut admin = sqlx::PgConnection::connect(cluster.url()).await.unwrap();
    sqlx::raw_sql("ALTER ROLE pando SET synchronous_commit = off; ALTER ROLE pando SET statement_timeout = '10min'")
        .execute(&mut admin)
        .await
        .unwrap();
    let db = Db::open_up_to_date(&Options::new(cluster.url())).await.unwrap();
    let broken: Vec<_> = db.promises().await.unwrap().into_iter().filter(|promise| promise.broken.is_some()).collect();
    assert_eq!(broken, []);
    // What is stricter still is left as it is.
    sqlx::raw_sql("ALTER ROLE pando SET synchronous_commit = remote_apply").execute(&mut admin).await.unwrap();
    let strict = Db::open(&Options::new(cluster.url())).await.unwrap();
    let promises = strict.promises().await.unwrap();
    assert!(promises.iter().any(|promise| promise.value == "remote_apply" && promise.broken.is_none()), "{promises:?}");
    db.close().await;
    strict.close().await;
    admin.close().await.unwrap();
}

#[tokio::test]
async fn sqlite_flushes_before_it_acknowledges() {
    let promises = TestDb::sqlite().await.db.promises().await.unwrap();
    assert!(promises.len() == 2 && promises.iter().all(|promise| promise.broken.is_none()), "{promises:?}");
}

#[tokio::test]
async fn a_row_that_somebody_holds_for_ever_holds_nobody_up_for_ever() {
    const TOUCH: &str = "UPDATE note SET word = word WHERE word = 'bed 4'";
    let ward = Ward::with(TestDb::postgres().await).await;
    ward.run("INSERT INTO note (word) VALUES ('bed 4')").await;
    let mut holder = ward.db.write().await.unwrap();
    holder.query(TOUCH).execute().await.unwrap();
    let mut waiting = ward.db.write().await.unwrap();
    let refused = waiting.query(TOUCH).execute().await.expect_err("the row is held");
    assert!(refused.to_string().contains("lock timeout"), "{refused}");
    drop(waiting);
    note(&mut holder, "bed 5").await.unwrap();
    holder.commit().await.unwrap();
}
