// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {CarbonToken} from "./CarbonToken.sol";
import {ReferenceUsed, ZeroAddress, ZeroAmount, ZeroReference} from "./Errors.sol";

/// @title Users of the platform and the wallets that proved to be theirs
/// @notice A wallet belongs to one user at most, and only with its own signature. CARBON is credited to linked wallets
/// only, once per source reference.
/// @dev Whoever holds REGISTRAR_ROLE decides which user a willing wallet belongs to; whoever holds the operator's role of
/// CarbonCustody decides what is paid to a linked wallet. Held by one key, the two together can empty the custody, so a
/// deployment with real value gives them to different keys.
contract CarbonAccount is AccessControl, EIP712, Nonces {
    /// @notice May register users, and link and unlink wallets.
    bytes32 public constant REGISTRAR_ROLE = keccak256("REGISTRAR_ROLE");

    /// @notice May credit CARBON to linked wallets.
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");

    /// @notice What a wallet signs (EIP-712) to become its user's.
    bytes32 public constant LINK_WALLET_TYPEHASH =
        keccak256("LinkWallet(bytes32 userKey,address wallet,uint256 nonce,uint256 deadline)");

    /// @notice The token that is credited.
    CarbonToken public immutable token;

    mapping(bytes32 userKey => bool) private _registered;
    mapping(address wallet => bytes32 userKey) private _userOf;
    mapping(bytes32 sourceRef => bool) private _credited;

    /// @notice A user was registered.
    /// @param userKey keccak256 of the platform's user id.
    event UserRegistered(bytes32 indexed userKey);

    /// @notice A wallet proved to be a user's.
    /// @param userKey The user.
    /// @param wallet The wallet that signed.
    event WalletLinked(bytes32 indexed userKey, address indexed wallet);

    /// @notice A wallet is no user's any more.
    /// @param userKey The user whose it was.
    /// @param wallet The wallet.
    event WalletUnlinked(bytes32 indexed userKey, address indexed wallet);

    /// @notice CARBON was created for a linked wallet.
    /// @param userKey The wallet's user.
    /// @param wallet Who received it.
    /// @param amount In units of 10^-18 CARBON.
    /// @param sourceRef What it was credited for.
    event CarbonCredited(
        bytes32 indexed userKey,
        address indexed wallet,
        uint256 amount,
        bytes32 indexed sourceRef
    );

    /// @notice The user is registered already.
    error UserAlreadyRegistered(bytes32 userKey);

    /// @notice No such user.
    error UserNotRegistered(bytes32 userKey);

    /// @notice The wallet is linked already, to this user or another.
    error WalletAlreadyLinked(address wallet, bytes32 userKey);

    /// @notice The wallet is not linked to any user.
    error WalletNotLinked(address wallet);

    /// @notice The signature's time is over.
    error SignatureExpired(uint256 deadline);

    /// @notice The wallet did not sign this.
    error InvalidWalletSignature(address wallet);

    /// @notice Only the registrar or the wallet itself may unlink it.
    error UnlinkForbidden(address caller, address wallet);

    /// @param admin Grants and revokes roles; it has none of them by itself.
    /// @param carbon The token; it must give this contract its MINTER_ROLE.
    constructor(address admin, CarbonToken carbon) EIP712("EcoCoin CarbonAccount", "1") {
        if (admin == address(0) || address(carbon) == address(0)) revert ZeroAddress();
        token = carbon;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @notice Registers a user.
    /// @param userKey keccak256 of the platform's user id; not zero.
    function registerUser(bytes32 userKey) external onlyRole(REGISTRAR_ROLE) {
        if (userKey == bytes32(0)) revert ZeroReference();
        if (_registered[userKey]) revert UserAlreadyRegistered(userKey);
        _registered[userKey] = true;
        emit UserRegistered(userKey);
    }

    /// @notice Links a wallet to a user, with the wallet's own consent.
    /// @dev The typed data binds chain, contract, user, nonce and deadline, so that a signature serves once and here only.
    /// @param userKey A registered user.
    /// @param wallet An account, or a contract that speaks ERC-1271.
    /// @param deadline The last second (Unix) in which the signature holds.
    /// @param signature The wallet's signature of LinkWallet(userKey, wallet, nonces(wallet), deadline).
    function linkWallet(bytes32 userKey, address wallet, uint256 deadline, bytes calldata signature)
        external
        onlyRole(REGISTRAR_ROLE)
    {
        if (block.timestamp > deadline) revert SignatureExpired(deadline);
        if (!_registered[userKey]) revert UserNotRegistered(userKey);
        if (_userOf[wallet] != bytes32(0)) revert WalletAlreadyLinked(wallet, _userOf[wallet]);
        bytes32 structHash = keccak256(abi.encode(LINK_WALLET_TYPEHASH, userKey, wallet, _useNonce(wallet), deadline));
        // A static call: a contract wallet cannot come back in here while it is asked.
        if (!SignatureChecker.isValidSignatureNowCalldata(wallet, _hashTypedDataV4(structHash), signature)) {
            revert InvalidWalletSignature(wallet);
        }
        _userOf[wallet] = userKey;
        emit WalletLinked(userKey, wallet);
    }

    /// @notice Unlinks a wallet. Its outstanding signatures die with the link.
    /// @param wallet A linked wallet: any for the registrar, its own for everybody else.
    function unlinkWallet(address wallet) external {
        if (_msgSender() != wallet && !hasRole(REGISTRAR_ROLE, _msgSender())) {
            revert UnlinkForbidden(_msgSender(), wallet);
        }
        bytes32 userKey = _userOf[wallet];
        if (userKey == bytes32(0)) revert WalletNotLinked(wallet);
        delete _userOf[wallet];
        _useNonce(wallet);
        emit WalletUnlinked(userKey, wallet);
    }

    /// @notice Creates CARBON for a linked wallet, once per source reference.
    /// @param wallet Who receives it.
    /// @param amount In units of 10^-18 CARBON.
    /// @param sourceRef What it is credited for (keccak256 of the platform's reference); not zero, never used before.
    function creditCarbon(address wallet, uint256 amount, bytes32 sourceRef) external onlyRole(MINTER_ROLE) {
        if (amount == 0) revert ZeroAmount();
        if (sourceRef == bytes32(0)) revert ZeroReference();
        if (_credited[sourceRef]) revert ReferenceUsed(sourceRef);
        bytes32 userKey = _userOf[wallet];
        if (userKey == bytes32(0)) revert WalletNotLinked(wallet);
        _credited[sourceRef] = true;
        emit CarbonCredited(userKey, wallet, amount, sourceRef);
        token.mint(wallet, amount);
    }

    /// @notice The user of a wallet.
    /// @param wallet Any address.
    /// @return userKey Zero if it is not linked.
    function userOf(address wallet) external view returns (bytes32 userKey) {
        return _userOf[wallet];
    }

    /// @notice Whether a user is registered.
    /// @param userKey Any key.
    function isRegistered(bytes32 userKey) external view returns (bool) {
        return _registered[userKey];
    }

    /// @notice Whether a source reference was credited.
    /// @param sourceRef Any reference.
    function isCredited(bytes32 sourceRef) external view returns (bool) {
        return _credited[sourceRef];
    }
}
