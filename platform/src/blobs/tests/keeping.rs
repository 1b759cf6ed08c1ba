//! What is kept stays, and of everything else neither a row nor a byte does.

use super::*;
use crate::testing::S3;

#[tokio::test]
async fn an_image_that_a_message_refers_to_stays_for_ever() {
    for ward in Ward::everywhere().await {
        let (image, content) = (ward.image(), scan(6 * MB));
        let put = ward.put(image, &content).await;
        assert_eq!(put, Put { bytes: 6 * MB as u64, sha256: sha256(&content) });
        assert_eq!(ward.keep(image).await.unwrap(), put, "whoever keeps it learns what it is");
        for _ in 0..3 {
            ward.clock.advance(30 * UNKEPT);
            assert_eq!(ward.sweep().await, 0);
        }
        assert!(ward.shelf.read(&image.name(), None).await == Some(content), "{}", ward.name());
    }
}

#[tokio::test]
async fn an_image_that_nobody_sent_is_swept_after_a_day_and_not_before() {
    for ward in Ward::everywhere().await {
        let image = ward.put_one().await;
        ward.clock.advance(UNKEPT - 1);
        assert_eq!(ward.sweep().await, 0);
        assert_eq!(ward.shelf.read(&image.name(), None).await.as_deref(), Some(&b"an image"[..]));
        ward.clock.advance(1);
        assert_eq!(ward.sweep().await, 1);
        assert!(ward.is_clear().await, "{}", ward.name());
        assert!(matches!(ward.keep(image).await, Err(BlobError::Gone)), "whoever comes too late is told");
    }
}

#[tokio::test]
async fn an_image_is_kept_once_by_its_own_trust_and_not_before_all_of_it_is_there() {
    for ward in Ward::on_both_engines().await {
        let image = ward.image();
        let under_way = ward.shelf.blobs.put_new(&ward.db, &ward.clock, image, over_a_line(b"half").chain(stream::pending()), MOST);
        let asked = async {
            while ward.rows().await == 0 {
                tokio::task::yield_now().await;
            }
            assert!(matches!(ward.keep(image).await, Err(BlobError::Gone)));
        };
        tokio::select! {
            put = under_way => panic!("it ended: {put:?}"),
            () = asked => {}
        }
        let image = ward.put_one().await;
        let theirs = NewBlob { organisation: Chance::Machine.id(NOON), ..image };
        assert!(matches!(ward.keep(theirs).await, Err(BlobError::Gone)), "{}", ward.name());
        assert!(!ward.forget(theirs).await);
        ward.keep(image).await.unwrap();
        assert!(matches!(ward.keep(image).await, Err(BlobError::Gone)), "{}", ward.name());
    }
}

#[tokio::test]
async fn a_message_that_was_not_saved_keeps_no_image() {
    for ward in Ward::on_both_engines().await {
        let image = ward.put_one().await;
        let mut tx = ward.db.write().await.unwrap();
        keep(&mut tx, image.organisation, image.id, ward.clock.now()).await.unwrap();
        drop(tx);
        ward.clock.advance(UNKEPT);
        assert_eq!(ward.sweep().await, 1);
        assert!(ward.is_clear().await, "{}", ward.name());
    }
}

#[tokio::test]
async fn an_image_that_is_let_go_of_is_gone_with_the_next_sweep() {
    for ward in Ward::everywhere().await {
        let (kept, unsent) = (ward.put_one().await, ward.put_one().await);
        ward.keep(kept).await.unwrap();
        let mut given_up = ward.db.write().await.unwrap();
        assert!(forget(&mut given_up, kept.organisation, kept.id, NOON).await.unwrap());
        drop(given_up);
        assert_eq!(ward.sweep().await, 0, "that was never committed");
        assert!(ward.forget(kept).await && ward.forget(unsent).await);
        assert!(!ward.forget(kept).await);
        assert!(matches!(ward.keep(unsent).await, Err(BlobError::Gone)));
        assert_eq!(ward.sweep().await, 2);
        assert!(ward.is_clear().await, "{}", ward.name());
    }
}

#[tokio::test]
async fn an_upload_that_is_let_go_of_while_it_comes_in_leaves_nothing() {
    for ward in Ward::everywhere().await {
        for length in [MB, 11 * MB] {
            let image = ward.image();
            let let_go = stream::once(async {
                assert!(ward.forget(image).await);
                ward.sweep().await;
                Ok(Bytes::from_static(b"the last of it"))
            });
            let content = over_a_line(&scan(length)).chain(let_go);
            let put = ward.shelf.blobs.put_new(&ward.db, &ward.clock, image, content, MOST).await;
            assert!(put.is_err(), "{put:?}");
            ward.shelf.cleared().await;
            assert_eq!(ward.rows().await, 0, "{}", ward.name());
        }
    }
}

#[tokio::test]
async fn what_a_server_leaves_that_dies_in_the_middle_of_a_put_is_swept() {
    for ward in Ward::everywhere().await {
        for length in [MB, 11 * MB] {
            let (content, asked) = counted(&scan(length));
            let put = ward.shelf.blobs.put_new(&ward.db, &ward.clock, ward.image(), content.chain(stream::pending()), MOST);
            // Never dropped: nobody takes anything back.
            let put = Box::leak(Box::new(Box::pin(put)));
            let all_sent = async {
                while asked.load(Ordering::SeqCst) < length {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! {
                put = put => panic!("it ended: {put:?}"),
                () = all_sent => {}
            }
        }
        assert_eq!((ward.rows().await, ward.shelf.list().await.len()), (2, 1), "one had sent a part: {}", ward.name());
        ward.clock.advance(UNKEPT);
        assert_eq!(ward.sweep().await, 2);
        assert!(ward.is_clear().await, "{}", ward.name());
    }
}

#[tokio::test]
async fn an_upload_that_the_store_failed_is_tried_again_and_the_first_try_leaves_no_row() {
    for ward in Ward::everywhere().await {
        let away = Blobs::open(&"s3://key:s3cret@127.0.0.1:9/ward?tls=none".parse().unwrap()).unwrap().with_patience(HASTY);
        let content = scan(6 * MB);
        let put = away.put_new(&ward.db, &ward.clock, ward.image(), over_a_line(&content), MOST).await;
        assert!(put.as_ref().is_err_and(BlobError::is_outage), "{put:?}");
        let again = ward.image();
        ward.put(again, &content).await;
        ward.keep(again).await.unwrap();
        ward.clock.advance(UNKEPT);
        assert_eq!(ward.sweep().await, 1);
        assert_eq!((ward.rows().await, ward.shelf.list().await.len()), (1, 1), "{}", ward.name());
        assert!(ward.shelf.read(&again.name(), None).await == Some(content));
    }
}

#[tokio::test]
async fn a_store_that_is_away_is_swept_once_it_is_back() {
    let store = S3::start().await;
    for test in databases().await {
        let mut ward = Ward::of(test, Shelf::bucket(store.bucket().await));
        for _ in 0..3 {
            ward.put_one().await;
        }
        ward.clock.advance(UNKEPT);
        let patient = ward.shelf.blobs.clone();
        ward.shelf.blobs = patient.clone().with_patience(HASTY);
        store.signal("STOP");
        let swept = ward.shelf.blobs.sweep(&ward.db, &ward.clock).await;
        assert!(swept.as_ref().is_err_and(BlobError::is_outage), "{swept:?}");
        assert_eq!(ward.rows().await, 3, "no row goes before its bytes");
        store.signal("CONT");
        ward.shelf.blobs = patient;
        assert_eq!(ward.sweep().await, 0, "not at once: another node may be at it");
        ward.clock.advance(10 * MINUTE);
        assert_eq!(ward.sweep().await, 3);
        assert!(ward.is_clear().await, "{}", ward.name());
    }
}
