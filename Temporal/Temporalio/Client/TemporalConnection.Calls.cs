using System.Diagnostics;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Temporalio.Exceptions;
using UnaryGrpc;

namespace Temporalio.Client;

/// <content>Making a call: its metadata, its repetitions and what is measured of it.</content>
public sealed partial class TemporalConnection
{
    /// <summary>Makes a call of a service, connecting first if need be.</summary>
    /// <typeparam name="T">The response type.</typeparam>
    /// <param name="service">The service.</param>
    /// <param name="rpc">The method's name.</param>
    /// <param name="request">The request.</param>
    /// <param name="parser">The response's parser.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    internal async Task<T> InvokeRpcAsync<T>(
        RpcService service, string rpc, IMessage request, MessageParser<T> parser, RpcOptions? options)
        where T : IMessage<T>
    {
        if (!IsConnected)
        {
            await ConnectAsync().ConfigureAwait(false);
        }

        _sizes.Check(rpc, request);
        return await InvokeAsync(
            $"/{service.FullName}/{rpc}", request, parser, RequestNamespaces.Of(request), options).ConfigureAwait(false);
    }

    private async Task<T> InvokeAsync<T>(
        string method, IMessage request, MessageParser<T> parser, string? @namespace, RpcOptions? options)
        where T : IMessage<T>
    {
        var call = new GrpcCallOptions(
            options?.Timeout, Metadata(@namespace, options), options?.CancellationToken ?? CancellationToken.None);
        for (var attempt = new RpcRetry.Attempt(); ;)
        {
            try
            {
                return await AttemptAsync(method, request, parser, @namespace, call).ConfigureAwait(false);
            }
            catch (GrpcException e) when (options?.Retry == true && _retry.TryNext(ref attempt, e.StatusCode, out var delay))
            {
                Runtime.Logger.LogDebug(
                    e, "{Method} failed with {Code}, attempt {Attempt} in {Delay}", method, e.StatusCode, attempt.Retries + 1, delay);
                await Task.Delay(delay, call.CancellationToken).ConfigureAwait(false);
            }
            catch (GrpcException e)
            {
                throw new RpcException(
                    (RpcException.StatusCode)e.StatusCode, e.Message, e.StatusDetails?.ToByteArray());
            }
        }
    }

    private async Task<T> AttemptAsync<T>(
        string method, IMessage request, MessageParser<T> parser, string? @namespace, GrpcCallOptions call)
        where T : IMessage<T>
    {
        var channel = await _channels.NextAsync().ConfigureAwait(false);
        if (!_metrics.IsEnabled)
        {
            return await channel.CallAsync(method, request, parser, call).ConfigureAwait(false);
        }

        var started = Stopwatch.GetTimestamp();
        var metrics = _metrics.Of(@namespace, method[(method.LastIndexOf('/') + 1)..], request);
        try
        {
            return await channel.CallAsync(method, request, parser, call).ConfigureAwait(false);
        }
        catch (GrpcException e)
        {
            metrics.Failed(e.StatusCode);
            throw;
        }
        finally
        {
            metrics.Ended(Stopwatch.GetElapsedTime(started));
        }
    }

    private List<KeyValuePair<string, string>> Metadata(string? @namespace, RpcOptions? options)
    {
        var result = new List<KeyValuePair<string, string>>(6)
        {
            new("client-name", SdkInfo.Name),
            new("client-version", SdkInfo.Version),
        };
        if (!string.IsNullOrEmpty(@namespace))
        {
            result.Add(new("temporal-namespace", @namespace));
        }

        if (ApiKey is { } key && !Has(options?.Metadata, "authorization") && !Has(RpcMetadata, "authorization"))
        {
            result.Add(new("authorization", $"Bearer {key}"));
        }

        result.AddRange(RpcMetadata.Where(m => !Has(options?.Metadata, m.Key)));
        result.AddRange(options?.Metadata ?? []);
        result.AddRange(RpcBinaryMetadata.Where(m => !Has(options?.BinaryMetadata, m.Key)).Select(Encode));
        result.AddRange((options?.BinaryMetadata ?? []).Select(Encode));
        return result;

        static bool Has<T>(IReadOnlyCollection<KeyValuePair<string, T>>? metadata, string name) =>
            metadata?.Any(m => string.Equals(m.Key, name, StringComparison.OrdinalIgnoreCase)) == true;
        static KeyValuePair<string, string> Encode(KeyValuePair<string, byte[]> m) =>
            new(m.Key, GrpcWire.EncodeBinary(m.Value));
    }
}
