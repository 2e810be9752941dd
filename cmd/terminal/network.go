package main

import (
	"context"
	"log/slog"
	"time"
)

// settle is how long a network that comes up is given: addresses and routes follow each
// other within a moment, and one look at the line is enough for all.
const settle = 500 * time.Millisecond

// followNetwork calls changed shortly after the network of the machine changed, until ctx
// ends, so that nobody waits for the back-off when the cable is in again. Where the system
// does not tell, the back-off is all there is.
func followNetwork(ctx context.Context, changed func(), log *slog.Logger) {
	news, stop, err := networkNews()
	if err != nil {
		log.WarnContext(ctx, "changes of the network are not told", "err", err)
		return
	}
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return
		case _, more := <-news:
			if !more {
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(settle):
		}
		select {
		case <-news: // what came meanwhile
		default:
		}
		changed()
	}
}
