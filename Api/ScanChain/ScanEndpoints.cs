using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpsFlow.Activities.ScanChain;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.Streaming;
using OpsFlow.Infrastructure.Images;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Objects;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.ScanChain;
using OpsFlow.Records.Waste;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Api.ScanChain;

/// <summary>Asking for scans, following them, answering their question.</summary>
internal static class ScanEndpoints
{
    private const int MaxPage = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/scans").WithTags("Scans");
        group.MapPost("", CreateAsync).WithName("CreateScan").Needs(Scope.Use)
            .WithSummary("Scans a picture: a form with the file 'image', or JSON with 'image' (base64) or 'url'.")
            .WithDescription(
                "Optional: hint, model (a family such as gemini), language (ko, en), location. "
                + "The same Idempotency-Key is the same scan; something else under it is refused.")
            .Answers<ScanAccepted>(202).Problems(400, 413, 422)
            .ShowsRequest(ScanExamples.Request).ShowsRequest(ScanExamples.Form, "multipart/form-data")
            .ShowsAnswer(202, ScanExamples.Accepted(ScanState.Queued));
        group.MapGet("", ListAsync).WithName("ListScans").Needs(Scope.Use)
            .WithSummary("A page of scans, the newest first: the caller's own, or with the scope read all.")
            .Answers<ScanPage>(200).Problems(400).ShowsAnswer(200, ScanExamples.Page);
        group.MapGet("/{id}", GetAsync).WithName("GetScan").Needs(Scope.Use)
            .WithSummary("A scan with all that was found so far.").Answers<ScanDetail>(200).Problems(404)
            .ShowsAnswer(200, ScanExamples.Detail);
        group.MapGet("/{id}/events", FollowAsync).WithName("FollowScan").Needs(Scope.Use)
            .WithSummary("Events of a scan, after Last-Event-ID or ?after=; the last one is 'end'.")
            .AnswersEvents().Problems(404).ShowsAnswer(200, ScanExamples.Event, "text/event-stream");
        group.MapPost("/{id}/label", LabelAsync).WithName("LabelScan").Needs(Scope.Use)
            .WithSummary("Says what it is, when the scan asks.")
            .AcceptsJson<LabelBody>().Answers<ScanAccepted>(200).Problems(400, 404, 409)
            .ShowsRequest(ScanExamples.Label).ShowsAnswer(200, ScanExamples.Accepted(ScanState.Rule));
        group.MapPost("/{id}/retry", RetryAsync).WithName("RetryScan").Needs(Scope.Use)
            .WithSummary("Goes on with the stage that failed; what was found is not found again.")
            .Answers<ScanAccepted>(202).Problems(404, 409)
            .ShowsAnswer(202, ScanExamples.Accepted(ScanState.Queued));
        group.MapDelete("/{id}", CancelAsync).WithName("CancelScan").Needs(Scope.Use)
            .WithSummary("Cancels a scan that is under way.").Answers<ScanAccepted>(202).Problems(404, 409)
            .ShowsAnswer(202, ScanExamples.Accepted(ScanState.Vision));
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, ScanStore scans, ScanRuns runs, DurableStart starter, ImageGate gate,
        ImageFetcher fetcher, IObjectStore objects, ModelRegistry models, CancellationToken cancellationToken)
    {
        var user = Callers.IdOf(context.User);
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > 200)
        {
            return Problem.Invalid([$"Idempotency-Key: {FaultWords.FormatAtMost(200)}"]);
        }

        var id = key.Length > 0 ? IdOf(user, key) : Guid.CreateVersion7().ToString("n");
        var (request, error) = await ScanRequest.ReadAsync(context.Request, cancellationToken);
        if (request is null)
        {
            return error!;
        }

        var hash = key.Length > 0 ? HashOf(request) : null;
        if (hash is not null && await scans.FindAsync(id, cancellationToken) is { } known)
        {
            return known.RequestHash is { } before && before != hash
                ? Problem.IdempotencyMismatch("Idempotency-Key")
                : Accepted(id, known.State);
        }

        if (request.Model is { } model && ScanModels.All.Where(s => models.ForStage(s, model) is null).ToList() is
        { Count: > 0 } lacking)
        {
            var uses = string.Join(", ", lacking.Select(l => l.Use));
            return Problem.Invalid([$"model: {FaultWords.FormatModelNotForUses(model, uses)}"]);
        }

        CheckedImage image;
        try
        {
            var bytes = request.Image ?? await fetcher.FetchAsync(request.Url!, cancellationToken);
            image = await gate.CheckAsync(bytes, cancellationToken);
        }
        catch (ImageException e)
        {
            return PictureBody.Refused(e);
        }

        var path = ScanImageRetention.KeyOf(id, Convert.ToHexStringLower(SHA256.HashData(image.Bytes))[..16]);
        await objects.WriteAsync(path, image.Bytes, image.ContentType, cancellationToken);
        var start = runs.StartOf(id, user, request.Model, attempt: 1);
        if (await scans.AcceptAsync(
            new(
                id, user, path, image.ContentType, request.Language, request.Hint, request.Model, request.Location,
                hash),
            start, cancellationToken))
        {
            starter.Begin(start);
        }
        else if (await scans.FindAsync(id, cancellationToken) is { } first)
        {
            if (first.Image != path)
            {
                // Another picture under the same key came first: nobody would ever delete this one.
                await objects.DeleteAsync(path, cancellationToken);
            }

            if (first.RequestHash is { } before && before != hash)
            {
                return Problem.IdempotencyMismatch("Idempotency-Key");
            }
        }

        return Accepted(id, ScanState.Queued);
    }

    private static string IdOf(string user, string key) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Length}:{user}\n{key}")))[..32];

    // Not the place: who moves on and sends it again sends the same.
    private static string HashOf(ScanRequest request) => RequestHash.Of(
        request.Image is { } image ? RequestHash.OfPicture(image) : null, request.Url, request.Hint, request.Model);

    private static IResult Accepted(string id, ScanState state, int status = StatusCodes.Status202Accepted) =>
        Results.Json(new ScanAccepted(id, $"/api/v1/scans/{id}/events", state), statusCode: status);

    private static async Task<IResult> ListAsync(
        HttpContext context, ScanStore scans, string? state, string? cursor, int? limit, string? user,
        CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        if (state is not null && !Enum.IsDefined(typeof(ScanState), state))
        {
            faults.Add($"state: {FaultWords.FormatOneOf(string.Join(", ", Enum.GetNames<ScanState>()))}");
        }

        var before = PageCursor.Read(cursor, faults);
        var size = PageSize.Read(limit, 20, MaxPage, faults);
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var of = user is null && ScanAccess.SeesAll(context.User)
            ? null
            : ScanAccess.UserOf(context.User, user ?? ScanAccess.Me) ?? Callers.IdOf(context.User);
        var page = await scans.ListAsync(
            of, state is null ? null : Enum.Parse<ScanState>(state), before, size, cancellationToken);
        return Results.Json(new ScanPage(
            page.Select(ScanViews.Summary),
            page.Count == size ? PageCursor.Of(page[^1].CreatedAt, page[^1].Id) : null));
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, ScanStore scans, RewardStore rewards, WasteLibrary library, ObjectLinks links, string id,
        CancellationToken cancellationToken)
    {
        if (await ScanAccess.FindAsync(scans, context.User, id, cancellationToken) is not { } scan)
        {
            return Problem.NotFound(ProblemWords.Scan);
        }

        var stages = await scans.StagesAsync(id, cancellationToken);
        var reward = ScanViews.Find<GrantedReward>(stages, $"{ScanStage.Reward}");
        return Results.Json(new ScanDetail(
            scan.Id, scan.UserId, scan.State, scan.Attempt, LostRun.InWords(scan.Detail), ScanViews.At(scan.CreatedAt),
            scan.EndedAt is { } ended ? ScanViews.At(ended) : null,
            scan.ImageDeletedAt is null ? links.PathOf(scan.Image, scan.ImageType, TimeSpan.FromHours(1)) : null,
            ScanViews.Find<SeenPicture>(stages, ScanStore.Label)
                ?? ScanViews.Find<SeenPicture>(stages, $"{ScanStage.Vision}"),
            ScanViews.Find<ScanAnswer>(stages, $"{ScanStage.Answer}"),
            reward is null
                ? null
                : new RewardView(
                    reward.Id,
                    library.Rules.Catalog.Characters.FirstOrDefault(c => c.Id == reward.Character) is { } character
                        ? ScanViews.Of(character, scan.Language)
                        : null,
                    reward.Points, reward.Reason, reward.MatchedBy,
                    await WritesAsync(rewards, reward, id, cancellationToken)),
            stages.Select(ScanViews.Of)));
    }

    private static async Task<IReadOnlyDictionary<string, string>> WritesAsync(
        RewardStore rewards, GrantedReward reward, string id, CancellationToken cancellationToken)
    {
        if (reward.Character is null)
        {
            return new Dictionary<string, string>();
        }

        var known = await rewards.StatusAsync(id, cancellationToken);
        return Enum.GetValues<ScanWrite>().ToDictionary(
            w => $"{w}".ToLowerInvariant(), w => known.GetValueOrDefault(w) ?? "pending");
    }

    private static async Task<IResult> FollowAsync(
        HttpContext context, ScanStore scans, LiveStreams streams, string id, CancellationToken cancellationToken) =>
        await ScanAccess.FindAsync(scans, context.User, id, cancellationToken) is null
            ? Problem.NotFound(ProblemWords.Scan)
            : await streams.FollowAsync(context, new(
                ScanStore.StreamOf(id),
                async token => await scans.FindStateAsync(id, token) is not { } state || ScanStore.IsFinal(state),
                FollowedStream.OfRun));

    private static async Task<IResult> LabelAsync(
        HttpContext context, ScanStore scans, ScanRuns runs, WasteLibrary library, string id,
        CancellationToken cancellationToken)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<LabelBody>(context.Request, cancellationToken);
        if (body is null)
        {
            return error!;
        }

        if (body.Label?.Trim() is not { Length: > 0 and <= 200 } text)
        {
            return Problem.Invalid([$"label: {FaultWords.FormatLabelText(200)}"]);
        }

        if (await ScanAccess.FindForChangeAsync(scans, context.User, id, cancellationToken) is not { } scan)
        {
            return Problem.NotFound(ProblemWords.Scan);
        }

        if (scan.State != ScanState.NeedsInput)
        {
            return Problem.Conflict("not_asking", ProblemWords.FormatNotAsking(StateNames.Of(scan.State)));
        }

        if (library.Rules.Match(new(text)) is null)
        {
            return Problem.Invalid([$"label: {FaultWords.LabelUnknown}"]);
        }

        var label = runs.Sealed(
            id, new ScanLabel(text, Callers.IdOf(context.User), scan.Attempt.ToString(CultureInfo.InvariantCulture)));
        return await SubmittedAnswer.OfAsync(
            runs.Handle(id).ExecuteUpdateAsync(
                w => w.SubmitLabelAsync(label), new() { Rpc = EngineCall.Rpc(cancellationToken) }),
            Accepted(id, ScanState.Rule, StatusCodes.Status200OK),
            ("label_refused", ProblemWords.LabelAtSameMoment), ("not_asking", ProblemWords.ScanOver));
    }

    private static async Task<IResult> RetryAsync(
        HttpContext context, ScanStore scans, TroubledScans troubled, string id, CancellationToken cancellationToken)
    {
        if (await ScanAccess.FindForChangeAsync(scans, context.User, id, cancellationToken) is not { } scan)
        {
            return Problem.NotFound(ProblemWords.Scan);
        }

        if (!await troubled.RetryAsync(scan, cancellationToken))
        {
            return Problem.Conflict("not_retryable", ProblemWords.FormatScanIs(StateNames.Of(scan.State)));
        }

        return Accepted(id, ScanState.Queued);
    }

    private static async Task<IResult> CancelAsync(
        HttpContext context, ScanStore scans, ScanCancellation cancellation, string id,
        CancellationToken cancellationToken)
    {
        if (await ScanAccess.FindForChangeAsync(scans, context.User, id, cancellationToken) is not { } scan)
        {
            return Problem.NotFound(ProblemWords.Scan);
        }

        if (ScanStore.IsFinal(scan.State))
        {
            return Problem.Conflict("not_running", ProblemWords.FormatScanIs(StateNames.Of(scan.State)));
        }

        return await cancellation.CancelAsync(scan, cancellationToken) is { } state
            ? Accepted(id, state)
            : Problem.Conflict(
                "not_running",
                ProblemWords.FormatScanIs(
                    StateNames.Of(await scans.FindStateAsync(id, cancellationToken) ?? scan.State)));
    }

    private sealed record LabelBody(string? Label);
}
