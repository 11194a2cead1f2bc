// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/** Lines of JSON from Spring Boot, by one property. */
package dev.twelvefactor.logging.spring;
