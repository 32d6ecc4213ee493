using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Activities.ErrorAnalysis.Publishing;

/// <summary>All that publishing needs.</summary>
/// <param name="Input">Who approved what, and when.</param>
/// <param name="Key">The round it was made in.</param>
/// <param name="Record">The analysis.</param>
/// <param name="Server">The server.</param>
/// <param name="Patch">The approved patch.</param>
/// <param name="Result">The analyzer's result.</param>
public sealed record ApprovedFix(
    PublishInput Input,
    RoundKey Key,
    AnalysisRecord Record,
    ServerRecord Server,
    Patch Patch,
    AnalysisResult Result);
