package wire

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"

	"connectrpc.com/connect"
)

// HandlerOptions are the options of the registry's end: limits, no compression, errors
// with kinds, and a panic that costs one answer and not the registry. What becomes
// Internal is written to log here and nowhere else.
func HandlerOptions(log *slog.Logger) []connect.HandlerOption {
	return []connect.HandlerOption{
		connect.WithReadMaxBytes(MaxRequestBytes),
		connect.WithSendMaxBytes(maxResponseBytes),
		connect.WithCompression("gzip", nil, nil),
		connect.WithInterceptors(handlerErrors{log}),
		connect.WithRecover(func(_ context.Context, s connect.Spec, _ http.Header, p any) error {
			if bug, ok := p.(runtime.Error); ok {
				return fmt.Errorf("panic in %s: %w", s.Procedure, bug)
			}
			return fmt.Errorf("panic in %s: %T", s.Procedure, p) // its text may hold anything
		}),
	}
}

// ClientOptions are the options of the terminal's end: limits, no compression, and
// errors as *[Error] wherever the registry gave a kind.
func ClientOptions() []connect.ClientOption {
	return []connect.ClientOption{
		connect.WithReadMaxBytes(maxResponseBytes),
		connect.WithSendMaxBytes(MaxRequestBytes),
		connect.WithAcceptCompression("gzip", nil, nil),
		connect.WithInterceptors(clientErrors{}),
	}
}

// handlerErrors turns the services' errors into what is sent.
type handlerErrors struct{ log *slog.Logger }

func (h handlerErrors) WrapUnary(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, r connect.AnyRequest) (connect.AnyResponse, error) {
		answer, err := next(ctx, r)
		return answer, h.sent(ctx, r.Spec(), err)
	}
}

func (h handlerErrors) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return func(ctx context.Context, c connect.StreamingHandlerConn) error {
		return h.sent(ctx, c.Spec(), next(ctx, c))
	}
}

func (handlerErrors) WrapStreamingClient(next connect.StreamingClientFunc) connect.StreamingClientFunc {
	return next
}

func (h handlerErrors) sent(ctx context.Context, spec connect.Spec, err error) error {
	var ready *connect.Error
	switch {
	case err == nil || errors.As(err, &ready):
		return err // connect's own: too large, unknown method, not to be decoded
	case ctx.Err() != nil:
		return connect.NewError(connect.CodeCanceled, ctx.Err()) // nobody waits for it
	}
	if _, ok := KindOf(err); !ok {
		h.log.ErrorContext(ctx, "call failed", "procedure", spec.Procedure, "err", err)
	}
	return ToConnect(err)
}

// clientErrors turns what was received into *Error.
type clientErrors struct{}

func (clientErrors) WrapUnary(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, r connect.AnyRequest) (connect.AnyResponse, error) {
		answer, err := next(ctx, r)
		return answer, FromConnect(err)
	}
}

func (clientErrors) WrapStreamingClient(next connect.StreamingClientFunc) connect.StreamingClientFunc {
	return next // the reader of a stream calls FromConnect on its Err
}

func (clientErrors) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return next
}
