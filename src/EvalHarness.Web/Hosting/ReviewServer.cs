using EvalHarness.Web.Reviewing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EvalHarness.Web.Hosting;

/// <summary>Serves the review pages of a store until it is disposed.</summary>
public sealed class ReviewServer : IAsyncDisposable
{
    private const int LargestForm = 256 * 1024;
    private const int MostConnections = 64;

    // A command that is interrupted has a moment to end.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;

    private ReviewServer(WebApplication application, Uri launch) => (_application, Launch) = (application, launch);

    /// <summary>The one address that opens the pages.</summary>
    public Uri Launch { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="source">What is reviewed; stays the caller's.</param>
    /// <param name="options">Where it is served.</param>
    /// <param name="path">Path of the page to open first.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="InvalidInputException">The address may not or cannot be listened on.</exception>
    public static async Task<ReviewServer> StartAsync(
        ReviewSource source, ReviewOptions options, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        WebApplication application = CreateApplication(options);
        try
        {
            LaunchToken token = new(options.Token);
            RequestGuard? guard = null;
            application.Use((context, next) => AnswerAsync(context, guard!, source, next));
            application.UseRouting();
            ReviewRoutes routes = new(source, application.Services.GetRequiredService<IAntiforgery>());
            application.MapMethods(
                RequestGuard.LaunchPath,
                [HttpMethods.Get],
                context => LaunchAsync(context, guard!, token, context.Request.Query["to"].ToString()));
            routes.Map(application);
            await application.StartAsync(cancellationToken);
            Uri origin = new(application.Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!.Addresses.First());
            guard = new(origin, token, application.Services.GetRequiredService<IAntiforgery>());
            return new ReviewServer(application, new Uri(
                origin,
                $"{RequestGuard.LaunchPath}?token={Uri.EscapeDataString(token.Token)}"
                + (path == "/" ? "" : $"&to={Uri.EscapeDataString(path)}")));
        }
        catch (IOException inUse)
        {
            await application.DisposeAsync();
            throw new InvalidInputException(
                "--port",
                FormattableString.Invariant($"{options.Address}:{options.Port}, which cannot be listened on"),
                fix: $"Name another port, or 0 for a free one. ({inUse.Message})");
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it is told to stop.</summary>
    public static async Task WaitAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellationToken.Register(stopped.SetResult);
        await stopped.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    // Nothing of the environment or of files beside the program reaches the server: what it does is written here.
    private static WebApplication CreateApplication(ReviewOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Address, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestForm;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_patience);
        builder.Services.AddRoutingCore();
        // Forms of a server that has ended are not accepted by the next one.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "evalharness-review-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.HttpOnly = true;
            antiforgery.FormFieldName = ReviewRoutes.FormToken;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        return builder.Build();
    }

    private static async Task AnswerAsync(
        HttpContext context, RequestGuard guard, ReviewSource source, RequestDelegate next)
    {
        if (await guard.CheckAsync(context) is { } refusal)
        {
            await PlainAsync(context, refusal.Status, refusal.Reason);
            return;
        }

        try
        {
            await next(context);
            if (context.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false })
            {
                await PlainAsync(context, StatusCodes.Status404NotFound, "There is no such page.");
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
        catch (InvalidInputException mistake)
        {
            await ProblemPages.WriteAsync(context, StatusCodes.Status400BadRequest, mistake.Errors);
        }
        catch (Exception failure)
        {
            // One page's failure is not the server's; the command line says it where --debug asks.
            source.Failed(failure);
            await PlainAsync(
                context, StatusCodes.Status500InternalServerError,
                "Unexpected failure inside evalharness. Start the command with --debug to see where.");
        }
    }

    private static async Task LaunchAsync(HttpContext context, RequestGuard guard, LaunchToken token, string path)
    {
        if (!token.TryExchange(context.Request.Query["token"]))
        {
            await PlainAsync(
                context, StatusCodes.Status403Forbidden,
                "This address was used before, or is not of this server. It opens the pages once: start evalharness "
                + "review again for another one.");
            return;
        }

        context.Response.Cookies.Append(guard.Cookie, token.Session, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            IsEssential = true,
        });
        // A path of this server, and no address of another: "//host" would be one.
        bool isPath = path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal)
            && !path.Contains('\\', StringComparison.Ordinal);
        context.Response.Redirect(isPath ? path : "/");
    }

    private static Task PlainAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsync(text + "\n");
    }
}
