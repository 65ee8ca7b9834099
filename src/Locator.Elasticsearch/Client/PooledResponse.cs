using System.Buffers;
using Elastic.Transport;

namespace Locator.Elasticsearch.Client;

/// <summary>
/// The body of a response in an array that is used again: an answer to a search is larger than what the garbage collector treats as
/// small, and an array for each cost a tenth of the API's processor time.
/// </summary>
internal sealed class PooledResponse : TransportResponse, IDisposable
{
    /// <summary>Room for an answer of twenty results with their counts; more is made as it comes.</summary>
    private const int UsualLength = 128 * 1024;

    private byte[]? _buffer;
    private int _length;

    /// <summary>The whole body, until this is disposed of.</summary>
    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(0, _length);

    /// <summary>Gives the array back.</summary>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            (_buffer, _length) = (null, 0);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Makes them for the official client's transport.</summary>
    internal sealed class Builder : TypedResponseBuilder<PooledResponse>
    {
        /// <summary>What stands for an answer where there is none; whatever is answered is read asynchronously.</summary>
        protected override PooledResponse Build(
            ApiCallDetails apiCallDetails, BoundConfiguration boundConfiguration, Stream responseStream, string contentType, long contentLength) => new();

        /// <inheritdoc />
        protected override async Task<PooledResponse> BuildAsync(
            ApiCallDetails apiCallDetails, BoundConfiguration boundConfiguration, Stream responseStream, string contentType, long contentLength,
            CancellationToken cancellationToken = default)
        {
            PooledResponse response = new() { _buffer = ArrayPool<byte>.Shared.Rent(UsualLength) };
            try
            {
                while (await responseStream.ReadAsync(response._buffer.AsMemory(response._length), cancellationToken) is > 0 and int read)
                {
                    response._length += read;
                    if (response._length == response._buffer.Length)
                    {
                        byte[] larger = ArrayPool<byte>.Shared.Rent(2 * response._length);
                        response._buffer.CopyTo(larger, 0);
                        ArrayPool<byte>.Shared.Return(response._buffer);
                        response._buffer = larger;
                    }
                }

                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
