using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Api.Enums.V1;

namespace Temporalio.Client;

/// <summary>Options of a client together with those of its connection.</summary>
public class TemporalClientConnectOptions : TemporalConnectionOptions
{
    /// <summary>Makes options.</summary>
    public TemporalClientConnectOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="targetHost"><c>host:port</c> of the server.</param>
    public TemporalClientConnectOptions(string targetHost)
        : base(targetHost)
    {
    }

    /// <summary>The namespace. Default "default".</summary>
    public string Namespace { get; set; } = "default";

    /// <summary>Converts values and failures.</summary>
    public Converters.DataConverter DataConverter { get; set; } = Converters.DataConverter.Default;

    /// <summary>Makes loggers. Default: none is written.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>When queries are rejected by default; null for never.</summary>
    public QueryRejectCondition? QueryRejectCondition { get; set; }

    /// <summary>Interceptors of calls, outermost first.</summary>
    public IReadOnlyCollection<Interceptors.IClientInterceptor>? Interceptors { get; set; }

    /// <summary>Plugins, the outermost first.</summary>
    public IReadOnlyCollection<ITemporalClientPlugin>? Plugins { get; set; }

    /// <summary>The client's part of these options.</summary>
    /// <returns>A new object.</returns>
    public TemporalClientOptions ToClientOptions() => new()
    {
        Namespace = Namespace,
        DataConverter = DataConverter,
        LoggerFactory = LoggerFactory,
        QueryRejectCondition = QueryRejectCondition,
        Interceptors = Interceptors,
        Plugins = Plugins,
    };
}
