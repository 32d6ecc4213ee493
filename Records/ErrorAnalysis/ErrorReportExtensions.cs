using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>Joins a report with what is known of its server.</summary>
public static class ErrorReportExtensions
{
    /// <summary>The analyzer's view of the report: what the fingerprint and the analysis both look at.</summary>
    public static AnalysisRequest ToAnalysisRequest(this ErrorReport report, ServerRecord server) => new()
    {
        ErrorType = report.ErrorType,
        Message = report.Message,
        StackTrace = report.StackTrace,
        Language = server.Language,
        RequestMethod = report.RequestMethod,
        RequestUrl = report.RequestUrl,
        ServerName = server.Name,
        SourceRoot = server.SourceRoot,
        InApp = report.InApp,
        ApplicationPrefixes = server.ApplicationPrefixes,
    };
}
