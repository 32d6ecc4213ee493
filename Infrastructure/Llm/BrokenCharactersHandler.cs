namespace OpsFlow.Infrastructure.Llm;

/// <summary>Lets <see cref="BrokenCharacters"/> go over every answer, as it comes.</summary>
internal sealed class BrokenCharactersHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var content = new StreamContent(new Mended(await response.Content.ReadAsStreamAsync(cancellationToken)));
        foreach (var (name, values) in response.Content.Headers)
        {
            content.Headers.TryAddWithoutValidation(name, values);
        }

        content.Headers.ContentLength = null;
        // The content before stays open: the new one reads from it, and closes it.
        response.Content = content;
        return response;
    }

    private sealed class Mended(Stream inner) : Stream
    {
        private readonly BrokenCharacters _broken = new();
        private readonly byte[] _buffer = new byte[16 * 1024];
        private ReadOnlyMemory<byte> _ready;
        private bool _isOver;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (_ready.Length == 0 && !_isOver)
            {
                Take(await inner.ReadAsync(_buffer, cancellationToken));
            }

            return Give(buffer.Span);
        }

        public override int Read(Span<byte> buffer)
        {
            while (_ready.Length == 0 && !_isOver)
            {
                Take(inner.Read(_buffer));
            }

            return Give(buffer);
        }

        public override Task<int> ReadAsync(
            byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Take(int read)
        {
            _isOver = read == 0;
            _ready = _isOver ? _broken.Finish() : _broken.Push(_buffer.AsSpan(0, read));
        }

        private int Give(Span<byte> buffer)
        {
            var length = Math.Min(buffer.Length, _ready.Length);
            _ready.Span[..length].CopyTo(buffer);
            _ready = _ready[length..];
            return length;
        }
    }
}
