using System.Buffers;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Formats;
using LocatorApi.Http;

namespace LocatorApi.Export;

/// <summary>
/// Sends an export piece by piece, as fast as it is read: what is in memory does not grow with the directory. Whether the
/// facilities are what was published is known at their end only, so an export that goes wrong never ends as if it were whole:
/// the connection is broken off.
/// </summary>
/// <param name="manifest">The version.</param>
/// <param name="facilities">Its facilities, at the first one or at their end.</param>
/// <param name="head">What stands before them.</param>
/// <param name="format">The format.</param>
/// <param name="vocabulary">The table of codes and filters.</param>
/// <param name="logger">Hears of an export that was broken off.</param>
internal sealed partial class ExportStream(
    DirectoryManifest manifest, ExportStream.Reading facilities, ExportHead head, AnswerFormat format, Vocabulary vocabulary,
    ILogger<ExportStream> logger) : IResult
{
    /// <summary>How much is written before it is sent.</summary>
    private const int PieceSize = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.ContentType = format.ContentType;
        if (format == AnswerFormat.Csv)
        {
            response.Headers.ContentDisposition = SearchFormats.FileNamed("treatment-directory", manifest.Version);
        }

        await using IAsyncEnumerator<Facility> left = facilities.Left;
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        try
        {
            await SendAsync(response, httpContext.RequestAborted);
        }
        catch (Exception exception) when (response.HasStarted)
        {
            // Whatever it was, time-outs of the request included: only this keeps the answer from ending as if it were whole.
            httpContext.Abort();
            if (exception is not OperationCanceledException)
            {
                // Its text may name the store, its type says enough: that a version is gone, damaged or out of reach.
                LogBroken(manifest.Version, exception.GetType().Name);
            }
        }
        catch (Exception exception) when (exception is VersionGoneException or DamagedVersionException or StoreUnavailableException)
        {
            throw new SearchUnavailableException(exception.Message, exception);
        }
    }

    private async Task SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        FacilityIndexer indexer = new(manifest.Sources, vocabulary);
        ArrayBufferWriter<byte> buffer = JsonBuffers.Rent();
        try
        {
            using ExportWriter writer = ExportWriter.Of(format, vocabulary, buffer);
            writer.Begin(head);
            int count = 0;
            for (bool more = facilities.HasFirst; more; more = await facilities.Left.MoveNextAsync())
            {
                Facility facility = facilities.Left.Current;
                writer.Add(new FacilityRecord(
                    facility.Id, indexer.Of(facility).Document, [.. facility.Programs.Select(program => new ProgramCodes(program.Id, program.Codes))]));
                count++;
                if (buffer.WrittenCount >= PieceSize)
                {
                    await response.Body.WriteAsync(buffer.WrittenMemory, cancellationToken);
                    buffer.ResetWrittenCount();
                }
            }

            writer.End(count);
            await response.Body.WriteAsync(buffer.WrittenMemory, cancellationToken);
        }
        finally
        {
            JsonBuffers.Return(buffer);
        }
    }

    /// <summary>Facilities of which the first was read before anything was answered.</summary>
    /// <param name="Left">Stands at the first one.</param>
    /// <param name="HasFirst">Whether there is one.</param>
    internal sealed record Reading(IAsyncEnumerator<Facility> Left, bool HasFirst);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An export of directory version {Version} was broken off: {ExceptionType}")]
    private partial void LogBroken(string version, string exceptionType);
}
