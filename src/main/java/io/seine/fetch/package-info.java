/// The fetch stage: one request and its response, held to limits, over connections that can be dropped at any moment.
///
/// Only this package knows the HTTP client. It uses connections, not Pekko HTTP's host pools: a pool cannot give up a
/// request that has no answer yet, and an item that is cancelled or out of time must take its connection with it. What
/// goes beyond one exchange, redirects, attempts and the total deadline, is the fetcher actor's; [RetryPolicy] is the
/// one place that decides about attempts.
///
/// Names are looked up here, not by the HTTP client: [Resolver] hands on only addresses that the policy allows, and
/// what
/// it hands on is what is dialled.
@NullMarked
package io.seine.fetch;

import org.jspecify.annotations.NullMarked;
