// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * Sessions outside the process, so that any instance serves any request.
 *
 * <p>{@link dev.twelvefactor.session.SessionStore} is the entry point: create a store with {@code
 * RedisSessionStore} or {@link dev.twelvefactor.session.InMemorySessionStore}. It creates and finds
 * a {@link dev.twelvefactor.session.Session}, whose attributes are named by a {@link
 * dev.twelvefactor.session.SessionKey}. {@link dev.twelvefactor.session.SessionCookie} carries the
 * {@link dev.twelvefactor.session.SessionToken} between browser and service, {@link
 * dev.twelvefactor.session.SessionBearer} for other clients. {@link
 * dev.twelvefactor.session.SubjectSessions} are all sessions of one user. {@link
 * dev.twelvefactor.session.SessionObserver} counts, and {@link
 * dev.twelvefactor.session.SessionBackend} is for those who keep sessions elsewhere.
 */
package dev.twelvefactor.session;
