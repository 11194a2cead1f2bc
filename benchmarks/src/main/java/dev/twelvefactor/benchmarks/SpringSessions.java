// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.net.URI;
import java.time.Instant;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

/** A session in Spring Session, and the two requests as its filter makes them. */
final class SpringSessions<S extends Session> implements AutoCloseable {

  private final LettuceConnectionFactory connections;
  private final SessionRepository<S> repository;
  private final String id;

  private SpringSessions(
      LettuceConnectionFactory connections, SessionRepository<S> repository, String text) {
    this.connections = connections;
    this.repository = repository;
    this.id = create("ada", 8, text);
  }

  /** Creates a session of a user with so many attributes; its id. */
  String create(String user, int attributes, String text) {
    S session = repository.createSession();
    session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, user);
    for (int i = 0; i < attributes; i++) {
      session.setAttribute("attribute" + i, text);
    }
    repository.save(session);
    return session.getId();
  }

  static SpringSessions<?> standard(String url, String text) {
    LettuceConnectionFactory connections = connect(url);
    return new SpringSessions<>(
        connections, new RedisSessionRepository(template(connections)), text);
  }

  static SpringSessions<?> indexed(String url, String text) {
    LettuceConnectionFactory connections = connect(url);
    return new SpringSessions<>(
        connections, new RedisIndexedSessionRepository(template(connections)), text);
  }

  private static LettuceConnectionFactory connect(String url) {
    URI address = URI.create(url);
    LettuceConnectionFactory connections =
        new LettuceConnectionFactory(address.getHost(), address.getPort());
    connections.afterPropertiesSet();
    connections.start();
    return connections;
  }

  private static RedisTemplate<String, Object> template(LettuceConnectionFactory connections) {
    RedisTemplate<String, Object> template = new RedisTemplate<>();
    template.setConnectionFactory(connections);
    template.setKeySerializer(RedisSerializer.string());
    template.setHashKeySerializer(RedisSerializer.string());
    template.afterPropertiesSet();
    return template;
  }

  Object read() {
    S session = repository.findById(id);
    session.setLastAccessedTime(Instant.now());
    repository.save(session);
    return session;
  }

  Object write(String text) {
    S session = repository.findById(id);
    session.setLastAccessedTime(Instant.now());
    session.setAttribute("attribute0", text);
    repository.save(session);
    return session;
  }

  @Override
  public void close() {
    connections.destroy();
  }
}
